-- The accounts of an e-mail address, of one tenant or of any, by tenant. It answers for one exact address and nothing else.
-- (login_find stays for the release before.)
CREATE FUNCTION login_accounts(p_email text, p_tenant_slug text)
RETURNS TABLE (tenant_id int, person_id bigint, password_hash text, slug text, tenant_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT p.tenant_id, p.person_id, p.password_hash, t.slug, t.name
    FROM person p JOIN tenant t USING (tenant_id)
    WHERE p.email = p_email AND (p_tenant_slug = '' OR t.slug = p_tenant_slug) AND p.disabled_us IS NULL
    ORDER BY p.tenant_id LIMIT 20;
END;

-- A partition may be used as its parent may, and no further: default privileges would let the application empty the
-- history of a month that it may only add to.
CREATE FUNCTION liuke_copy_grants(p_parent regclass, p_child regclass) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE command text;
BEGIN
    FOR command IN
        SELECT format('REVOKE ALL ON %s FROM %s', p_child, who) FROM (
            SELECT DISTINCT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS who
            FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = p_child AND a.grantee <> c.relowner) g
        UNION ALL
        SELECT format('GRANT %s ON %s TO %s', a.privilege_type, p_child,
                      CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
        FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = p_parent AND a.grantee <> c.relowner
    LOOP
        EXECUTE command;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION liuke_ensure_month(p_t_us bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    starts date := date_trunc('month', to_timestamp(p_t_us / 1000000) AT TIME ZONE 'UTC')::date;
    from_us bigint := extract(epoch FROM starts)::bigint * 1000000;
    until_us bigint := extract(epoch FROM (starts + interval '1 month'))::bigint * 1000000;
    parent text;
    child text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['event', 'posting'] LOOP
        child := parent || to_char(starts, '_YYYY_MM');
        IF to_regclass(child) IS NULL THEN
            PERFORM pg_advisory_xact_lock(hashtext('liuke_ensure_month'));
            EXECUTE format(
                'CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)',
                child, parent, from_us, until_us);
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
            PERFORM liuke_copy_grants(parent::regclass, child::regclass);
        END IF;
    END LOOP;
END $$;

DO $$
BEGIN
    PERFORM liuke_copy_grants(i.inhparent::regclass, i.inhrelid::regclass)
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'p';
END $$;
