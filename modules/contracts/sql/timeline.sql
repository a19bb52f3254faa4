-- What became of the connections, minute by minute (UTC), each counted in the minute of its last packet.
-- listener_failed is our estimate of ClientTLSNegotiationErrorCount, target_failed of TargetTLSNegotiationErrorCount.
-- Parameters: first and last day, each like '2026-11-22'.
SELECT
  substr("end", 1, 16) AS minute_utc,
  count_if(outcome = 'failed' AND leg = 'listener') AS listener_failed,
  count_if(outcome = 'failed' AND leg = 'target') AS target_failed,
  count_if(outcome = 'failed' AND leg = 'unknown') AS unknown_failed,
  count_if(outcome = 'completed') AS completed,
  count_if(outcome = 'not-tls') AS not_tls,
  count_if(outcome = 'undetermined') AS undetermined
FROM findings
WHERE dt BETWEEN ? AND ?
GROUP BY substr("end", 1, 16)
ORDER BY minute_utc
