-- What background work asks before it knows a tenant: the tenants with a row in a table. Which tables and when is said by
-- each job; there is no list of jobs here. It answers numbers of tenants and nothing of what is theirs.
--   p_table: any table whose rows belong to tenants; p_due: its column of an instant that must have come by p_now_us, or '';
--   p_column, p_value: its column of text and what it must equal, or ''
-- Names are looked up as names and quoted, values are literals of the plan, so that partial indexes serve.
-- worker_tenants stays for the release before.
CREATE FUNCTION tenants_with(p_table text, p_due text, p_now_us bigint, p_column text, p_value text) RETURNS SETOF int
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    row_is_work text := 'w.tenant_id = t.tenant_id';
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnum > 0
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname = p_table AND c.relkind IN ('r', 'p')
    ) THEN
        RAISE undefined_table USING MESSAGE = format('there is no table %I of tenants', p_table);
    END IF;
    IF p_due <> '' THEN
        row_is_work := row_is_work || format(' AND w.%I <= %L::bigint', p_due, p_now_us);
    END IF;
    IF p_column <> '' THEN
        row_is_work := row_is_work || format(' AND w.%I = %L::text', p_column, p_value);
    END IF;
    RETURN QUERY EXECUTE format(
        'SELECT t.tenant_id FROM public.tenant t WHERE EXISTS (SELECT FROM public.%I w WHERE %s) ORDER BY 1',
        p_table, row_is_work);
END $$;
