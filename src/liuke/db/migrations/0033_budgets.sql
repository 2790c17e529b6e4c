-- Budgets of campaigns that ran out: every decision reads them with what was called off, without a lock.

-- as before; of a budget that ran out: its stop and what was left, with a bar between
CREATE OR REPLACE FUNCTION liuke_cancelled(p_tenant int) RETURNS TABLE (paths text, times text) LANGUAGE sql STABLE AS $$
    SELECT string_agg(c.path, ' ' ORDER BY c.path), string_agg(c.t_us::text, ' ' ORDER BY c.path)
    FROM (
        SELECT path, t_us FROM cancellation WHERE tenant_id = p_tenant
        UNION ALL
        SELECT g.key || '|' || (g.value->>1), (g.value->>0)::bigint
        FROM shared s, json_each(s.doc->'gone') g
        WHERE s.tenant_id = p_tenant AND s.kind = 'budget' AND s.version > 0
    ) c
$$;

-- records of what was charged, for verify
CREATE INDEX record_budget ON record (tenant_id) WHERE kind IN ('budget_charge', 'budget_back');
