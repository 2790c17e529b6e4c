-- Documents of kinds that are made once by one member (whose an order is) need no place kept for them: making one is a
-- single insert, and who makes it while another does is decided again.

-- As the function of four arguments, but that a document that nobody has made is locked only where `p_kept` says so;
-- elsewhere it is not among the answers. Rows are sought by key one after another, whatever the size of the table was
-- when the session planned it.
CREATE FUNCTION engine_lock_shared(p_tenant int, p_kinds text[], p_keys text[], p_kept boolean[], p_wait boolean)
RETURNS TABLE (kind text, key text, version bigint, doc text)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE before text := current_setting('lock_timeout');
BEGIN
    IF NOT p_wait THEN
        PERFORM set_config('lock_timeout', '1ms', true);
    END IF;
    INSERT INTO shared AS s (tenant_id, kind, key, doc, version, updated_us)
    SELECT p_tenant, w.kind, w.key, 'null', 0, 0
    FROM unnest(p_kinds, p_keys, p_kept) WITH ORDINALITY AS w (kind, key, kept, place)
    WHERE w.kept OR (SELECT true FROM shared f WHERE f.tenant_id = p_tenant AND f.kind = w.kind AND f.key = w.key)
    ORDER BY w.place
    ON CONFLICT (tenant_id, kind, key) DO UPDATE SET version = s.version WHERE false;
    IF NOT p_wait THEN
        PERFORM set_config('lock_timeout', before, true);
    END IF;
    RETURN QUERY
        SELECT w.kind, w.key, f.version, f.doc FROM unnest(p_kinds, p_keys) AS w (kind, key)
        CROSS JOIN LATERAL (
            SELECT s.version, s.doc::text FROM shared s
            WHERE s.tenant_id = p_tenant AND s.kind = w.kind AND s.key = w.key OFFSET 0
        ) f;
END $$;

-- verify reads a tenant's rows whole
CREATE INDEX shared_put_tenant ON shared_put (tenant_id);
DROP INDEX shared_put_document;
