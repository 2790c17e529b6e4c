-- Orders that were paid before documents said whose they are get theirs, so that nobody else can bring them a second
-- time. Whoever paid first has a number; what the number's own event no longer proves stays as it is.
WITH paid AS (
    SELECT DISTINCT ON (p.tenant_id, p.order_id) p.tenant_id, p.order_id, p.member_id, o.n
    FROM purchase p
    JOIN member_state m ON m.member_id = p.member_id AND NOT m.test
    JOIN event e ON e.member_id = p.member_id AND e.type = 'order.paid' AND e.data->>'order_id' = p.order_id
    JOIN operation o ON o.member_id = e.member_id AND o.key = e.key
    WHERE p.status <> 'quoted' AND p.doc->'data'->'moved' IS NULL
      AND length(p.order_id) BETWEEN 1 AND 150 AND left(p.order_id, 1) NOT IN ('#', '~')
    ORDER BY p.tenant_id, p.order_id, p.t_us, p.member_id, o.n
), made AS (
    INSERT INTO shared (tenant_id, kind, key, doc, version, updated_us)
    SELECT tenant_id, 'order', order_id, json_build_object('member', member_id), 1,
           (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
    FROM paid
    ON CONFLICT (tenant_id, kind, key) DO NOTHING
    RETURNING tenant_id, key
)
INSERT INTO shared_put (member_id, kind, key, version, tenant_id, op_n)
SELECT p.member_id, 'order', p.order_id, 1, p.tenant_id, p.n
FROM made JOIN paid p ON (p.tenant_id, p.order_id) = (made.tenant_id, made.key);
