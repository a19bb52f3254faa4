-- Client software by the fingerprint of its hello (JA4), and how often each kind failed.
-- Parameters: first and last day, each like '2026-11-22'.
SELECT
  hello.ja4 AS ja4,
  count(*) AS connections,
  count(DISTINCT client.ip) AS clients,
  count_if(outcome = 'failed') AS failed,
  CAST(round(100.0 * count_if(outcome = 'failed') / count(*), 1) AS double) AS failed_percent,
  min(array_join(hello.versions, ' ')) AS versions,
  array_join(array_sort(array_agg(DISTINCT cause) FILTER (WHERE outcome = 'failed')), ', ') AS causes
FROM findings
WHERE dt BETWEEN ? AND ?
  AND leg <> 'target'
  AND hello.ja4 IS NOT NULL
GROUP BY hello.ja4
ORDER BY failed DESC, connections DESC, ja4
LIMIT 1000
