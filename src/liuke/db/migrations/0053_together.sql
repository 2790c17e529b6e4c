-- no-transaction
-- What members have under way together, by activity: those that go on and those that were decided, each by its end.
CREATE INDEX CONCURRENTLY IF NOT EXISTS shared_together ON shared (
    tenant_id, kind, (split_part(key, '/', 1)),
    (CASE kind
        WHEN 'group_buy_team' THEN CASE WHEN doc->>'status' IN ('new', 'open') THEN 1 ELSE 0 END
        WHEN 'bargain' THEN CASE WHEN coalesce((doc->>'status')::int, 0) IN (0, 1) THEN 1 ELSE 0 END
        ELSE CASE WHEN coalesce((doc->>'closed')::bool, false) THEN 0 ELSE 1 END
    END),
    ((doc->>'until_us')::bigint), key
) WHERE kind IN ('group_buy_team', 'bargain', 'assist') AND version > 0;
