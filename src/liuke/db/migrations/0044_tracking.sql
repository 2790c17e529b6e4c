-- What people do in the merchant's apps and pages: page views, dwell, clicks, searches. Kept beside the engine, by the day
-- of receipt, only added to; whole days go when nobody keeps them any more.
CREATE TABLE track_event (
    tenant_id int NOT NULL,
    id text NOT NULL,
    member_id bigint NOT NULL, -- 0: not signed in
    anonymous_id text NOT NULL,
    type text NOT NULL,
    t_us bigint NOT NULL, -- by the server's clock
    day int NOT NULL,
    device_us bigint NOT NULL, -- by the device's
    received_us bigint NOT NULL,
    data json NOT NULL
) PARTITION BY RANGE (received_us);
CREATE INDEX track_event_member ON track_event (member_id, t_us) WHERE member_id <> 0;
CREATE INDEX track_event_anonymous ON track_event (tenant_id, anonymous_id) WHERE member_id = 0;

-- Ids that were taken, of any day: the first 16 bytes of their SHA-256. Unique over all days, as no partition could be.
CREATE TABLE track_id (
    tenant_id int NOT NULL,
    id bytea NOT NULL CHECK (length(id) = 16),
    day int NOT NULL, -- of receipt, UTC
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX track_id_day ON track_id USING brin (day);

-- From when on each tenant keeps events.
CREATE TABLE track_horizon (
    tenant_id int NOT NULL PRIMARY KEY,
    from_us bigint NOT NULL
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['track_event', 'track_id', 'track_horizon'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant_rows ON %I USING (tenant_id = (SELECT liuke_tenant())) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()))', name);
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'liuke_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON track_event FROM liuke_app;
    END IF;
END $$;

-- The partition of the UTC day of an instant.
CREATE FUNCTION liuke_ensure_track_day(p_t_us bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    from_us bigint := p_t_us / 86400000000 * 86400000000;
    child text := 'track_event_' || to_char(to_timestamp(p_t_us / 1000000) AT TIME ZONE 'UTC', 'YYYY_MM_DD');
BEGIN
    IF to_regclass(child) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('liuke_track_day'));
        IF to_regclass(child) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF track_event FOR VALUES FROM (%s) TO (%s)',
                child, from_us, from_us + 86400000000);
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', child);
            PERFORM liuke_copy_grants('track_event'::regclass, child::regclass);
        END IF;
    END IF;
END $$;

-- Drop the days of which no tenant keeps a row, the oldest first; returns how many. Waits for nobody.
CREATE FUNCTION liuke_drop_track_days(p_now_us bigint, p_limit int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    child text;
    kept boolean;
    dropped int := 0;
    last_day text := 'track_event_' || to_char(to_timestamp(p_now_us / 1000000 - 172800) AT TIME ZONE 'UTC', 'YYYY_MM_DD');
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('liuke_track_day')) THEN
        RETURN 0;
    END IF;
    FOR child IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'track_event'::regclass AND c.relname < last_day ORDER BY c.relname
    LOOP
        EXECUTE format(
            'SELECT EXISTS (SELECT 1 FROM %I e LEFT JOIN track_horizon h USING (tenant_id) '
            'WHERE e.received_us >= coalesce(h.from_us, 0))', child) INTO kept;
        IF NOT kept THEN
            EXECUTE format('DROP TABLE %I', child);
            dropped := dropped + 1;
            EXIT WHEN dropped >= p_limit;
        END IF;
    END LOOP;
    RETURN dropped;
END $$;

-- Remove the tenant's own rows that were received before an instant, from days that other tenants still keep.
CREATE FUNCTION track_trim(p_before_us bigint, p_limit int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tenant int := liuke_tenant();
    removed int;
BEGIN
    DELETE FROM track_event e USING (
        SELECT tableoid AS part, ctid AS place FROM track_event
        WHERE tenant_id = tenant AND received_us < p_before_us LIMIT p_limit
    ) old WHERE e.tableoid = old.part AND e.ctid = old.place AND e.tenant_id = tenant AND e.received_us < p_before_us;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END $$;

-- Remove everything of the tenant's members, and what their devices sent while nobody was signed in.
CREATE FUNCTION track_forget(p_members bigint[]) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tenant int := liuke_tenant();
    devices text[];
    removed int;
    more int;
BEGIN
    SELECT array_agg(DISTINCT anonymous_id) INTO devices FROM track_event
    WHERE tenant_id = tenant AND member_id = ANY (p_members) AND member_id <> 0 AND anonymous_id <> '';
    DELETE FROM track_event WHERE tenant_id = tenant AND member_id = ANY (p_members) AND member_id <> 0;
    GET DIAGNOSTICS removed = ROW_COUNT;
    DELETE FROM track_event WHERE tenant_id = tenant AND member_id = 0 AND anonymous_id = ANY (devices);
    GET DIAGNOSTICS more = ROW_COUNT;
    RETURN removed + more;
END $$;

SELECT liuke_ensure_track_day((extract(epoch FROM now()) * 1000000)::bigint + n * 86400000000)
FROM generate_series(0, 3) AS n;
