-- What a change of the listener's security policy would do to the clients seen: by versions and cipher suites, which AWS
-- publishes; not by groups, signature algorithms or the kind of certificate. Policies with PQ in their name accept the
-- same versions and suites as their namesakes here. The strictest policy comes first.
-- refused_though_completed: they succeed today and would not; admitted_though_rejected: the server rejects their hello
-- today (server-rejected-hello) and would not.
-- Parameters: first and last day, each like '2026-11-22'.
WITH
  -- Suites that policies have or lack as a whole, and the versions in which they can be negotiated.
  suites (suite_group, versions, ciphers) AS (
    VALUES
      ('TLS13', ARRAY['TLS 1.3'], ARRAY[
        'TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']),
      ('ECDHE_GCM', ARRAY['TLS 1.2'], ARRAY[
        'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
        'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384']),
      ('ECDHE_CBC_SHA2', ARRAY['TLS 1.2'], ARRAY[
        'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
        'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384']),
      ('ECDHE_CBC_SHA1', ARRAY['TLS 1.2', 'TLS 1.1', 'TLS 1.0'], ARRAY[
        'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
        'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA']),
      ('RSA_GCM', ARRAY['TLS 1.2'], ARRAY['TLS_RSA_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_256_GCM_SHA384']),
      ('RSA_CBC_SHA2', ARRAY['TLS 1.2'], ARRAY['TLS_RSA_WITH_AES_128_CBC_SHA256', 'TLS_RSA_WITH_AES_256_CBC_SHA256']),
      ('RSA_CBC_SHA1', ARRAY['TLS 1.2', 'TLS 1.1', 'TLS 1.0'], ARRAY[
        'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA'])
  ),
  policies (strictness, policy, versions, suite_groups) AS (
    VALUES
      (1, 'ELBSecurityPolicy-TLS13-1-3-2021-06', ARRAY['TLS 1.3'], ARRAY['TLS13']),
      (2, 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06', ARRAY['TLS 1.3', 'TLS 1.2'], ARRAY['TLS13', 'ECDHE_GCM']),
      (3, 'ELBSecurityPolicy-TLS13-1-2-2021-06', ARRAY['TLS 1.3', 'TLS 1.2'],
        ARRAY['TLS13', 'ECDHE_GCM', 'ECDHE_CBC_SHA2']),
      (4, 'ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06', ARRAY['TLS 1.3', 'TLS 1.2'],
        ARRAY['TLS13', 'ECDHE_GCM', 'ECDHE_CBC_SHA2', 'RSA_GCM', 'RSA_CBC_SHA2']),
      (5, 'ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06', ARRAY['TLS 1.3', 'TLS 1.2'],
        ARRAY['TLS13', 'ECDHE_GCM', 'ECDHE_CBC_SHA2', 'ECDHE_CBC_SHA1', 'RSA_GCM', 'RSA_CBC_SHA2', 'RSA_CBC_SHA1']),
      (6, 'ELBSecurityPolicy-TLS13-1-1-2021-06', ARRAY['TLS 1.3', 'TLS 1.2', 'TLS 1.1'],
        ARRAY['TLS13', 'ECDHE_GCM', 'ECDHE_CBC_SHA2', 'ECDHE_CBC_SHA1', 'RSA_GCM', 'RSA_CBC_SHA2', 'RSA_CBC_SHA1']),
      (7, 'ELBSecurityPolicy-TLS13-1-0-2021-06', ARRAY['TLS 1.3', 'TLS 1.2', 'TLS 1.1', 'TLS 1.0'],
        ARRAY['TLS13', 'ECDHE_GCM', 'ECDHE_CBC_SHA2', 'ECDHE_CBC_SHA1', 'RSA_GCM', 'RSA_CBC_SHA2', 'RSA_CBC_SHA1']),
      (8, 'ELBSecurityPolicy-2016-08', ARRAY['TLS 1.2', 'TLS 1.1', 'TLS 1.0'],
        ARRAY['ECDHE_GCM', 'ECDHE_CBC_SHA2', 'ECDHE_CBC_SHA1', 'RSA_GCM', 'RSA_CBC_SHA2', 'RSA_CBC_SHA1'])
  ),
  accepted AS (
    SELECT policies.strictness, policies.policy, offered_version.version, array_agg(offered_cipher.cipher) AS ciphers
    FROM policies
    CROSS JOIN UNNEST(policies.suite_groups) AS required (suite_group)
    JOIN suites ON suites.suite_group = required.suite_group
    CROSS JOIN UNNEST(suites.versions) AS offered_version (version)
    CROSS JOIN UNNEST(suites.ciphers) AS offered_cipher (cipher)
    WHERE contains(policies.versions, offered_version.version)
    GROUP BY policies.strictness, policies.policy, offered_version.version
  ),
  hellos AS (
    SELECT
      client.ip AS client_ip,
      hello.versions AS versions,
      hello.ciphers AS ciphers,
      count(*) AS connections,
      count_if(outcome = 'completed') AS completed,
      count_if(cause = 'server-rejected-hello') AS rejected
    FROM findings
    WHERE dt BETWEEN ? AND ?
      AND leg <> 'target'
      AND hello.versions IS NOT NULL
    GROUP BY client.ip, hello.versions, hello.ciphers
  ),
  verdicts AS (
    SELECT
      accepted.strictness,
      accepted.policy,
      hellos.client_ip,
      hellos.connections,
      hellos.completed,
      hellos.rejected,
      -- A hello that names a single version up to TLS 1.2 is, as a rule, one without supported_versions: its client takes
      -- every lower version too (RFC 8446 appendix D.2).
      bool_or(
        arrays_overlap(hellos.ciphers, accepted.ciphers)
        AND (
          contains(hellos.versions, accepted.version)
          OR (
            cardinality(hellos.versions) = 1
            AND element_at(hellos.versions, 1) <> 'TLS 1.3'
            AND accepted.version < element_at(hellos.versions, 1)
          )
        )
      ) AS admitted
    FROM hellos
    CROSS JOIN accepted
    GROUP BY accepted.strictness, accepted.policy, hellos.client_ip, hellos.versions, hellos.ciphers,
      hellos.connections, hellos.completed, hellos.rejected
  )
SELECT
  policy,
  CAST(sum(connections) AS bigint) AS connections,
  CAST(sum(CASE WHEN admitted THEN 0 ELSE connections END) AS bigint) AS refused,
  count(DISTINCT CASE WHEN admitted THEN NULL ELSE client_ip END) AS clients_refused,
  CAST(sum(CASE WHEN admitted THEN 0 ELSE completed END) AS bigint) AS refused_though_completed,
  CAST(sum(CASE WHEN admitted THEN rejected ELSE 0 END) AS bigint) AS admitted_though_rejected
FROM verdicts
GROUP BY strictness, policy
ORDER BY strictness
