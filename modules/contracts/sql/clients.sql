-- Clients whose handshakes failed, those with the most failures first, and whether any of theirs succeeded.
-- Parameters: first and last day, each like '2026-11-22'.
SELECT
  client.ip AS client_ip,
  count(*) AS connections,
  count_if(outcome = 'failed') AS failed,
  count_if(outcome = 'completed') AS completed,
  array_join(array_sort(array_agg(DISTINCT cause) FILTER (WHERE outcome = 'failed')), ', ') AS causes,
  array_join(array_sort(array_agg(DISTINCT hello.sni) FILTER (WHERE hello.sni IS NOT NULL)), ', ') AS server_names,
  array_join(array_sort(array_agg(DISTINCT hello.ja4) FILTER (WHERE hello.ja4 IS NOT NULL)), ', ') AS ja4,
  min(start) AS first_seen,
  max("end") AS last_seen
FROM findings
WHERE dt BETWEEN ? AND ?
  AND leg <> 'target'
GROUP BY client.ip
HAVING count_if(outcome = 'failed') > 0
ORDER BY failed DESC, client_ip
LIMIT 1000
