-- A page of what members have under way together. Row security lets no condition on a document choose rows of an index:
-- this function does, of the tenant that acts and of nobody else.
CREATE FUNCTION together_page(
    p_kind text, p_activity text, p_open boolean, p_now_us bigint, p_until_us bigint, p_key text, p_limit int
) RETURNS TABLE (key text, doc text, until_us bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    parts constant text := $q$
        (SELECT key, doc::text, (doc->>'until_us')::bigint AS until_us FROM shared
         WHERE tenant_id = $1 AND kind = %1$L AND version > 0 AND kind IN ('group_buy_team', 'bargain', 'assist')
           AND split_part(key, '/', 1) = $2 AND (CASE kind
                WHEN 'group_buy_team' THEN CASE WHEN doc->>'status' IN ('new', 'open') THEN 1 ELSE 0 END
                WHEN 'bargain' THEN CASE WHEN coalesce((doc->>'status')::int, 0) IN (0, 1) THEN 1 ELSE 0 END
                ELSE CASE WHEN coalesce((doc->>'closed')::bool, false) THEN 0 ELSE 1 END
           END) = %2$s AND %3$s AND ((doc->>'until_us')::bigint, key) < ($4, $5)
         ORDER BY (doc->>'until_us')::bigint DESC, key DESC LIMIT $6)
    $q$;
    asked text;
BEGIN
    IF p_open THEN
        asked := format(parts, p_kind, 1, '(doc->>''until_us'')::bigint > $3');
    ELSE -- decided, or its time has run out
        asked := format('SELECT * FROM (%s UNION ALL %s) t ORDER BY until_us DESC, key DESC LIMIT $6',
            format(parts, p_kind, 0, 'true'), format(parts, p_kind, 1, '(doc->>''until_us'')::bigint <= $3'));
    END IF;
    RETURN QUERY EXECUTE asked USING liuke_tenant(), p_activity, p_now_us, p_until_us, p_key, p_limit;
END $$;
