-- Why handshakes failed, the most frequent cause first.
-- Parameters: first and last day, each like '2026-11-22'.
SELECT
  leg,
  cause,
  alert."by" AS alert_by,
  alert.name AS alert_name,
  reason.kind AS reason_kind,
  count(*) AS connections,
  count(DISTINCT client.ip) AS clients,
  min(reason.text) AS example_reason,
  min(start) AS first_seen,
  max("end") AS last_seen
FROM findings
WHERE dt BETWEEN ? AND ?
  AND outcome = 'failed'
GROUP BY leg, cause, alert."by", alert.name, reason.kind
ORDER BY connections DESC, leg, cause, alert_by, alert_name, reason_kind
