-- Locks limited items in the order in which they are given and reads what is left of them. An item that has no row yet, as
-- one of a period has none before somebody asks, is made with what its domain says there is at first. Of an item that no
-- domain declares (p_initial below 0) nothing is made, and it is missing from the answer.
--
-- One statement makes and locks (see engine_lock_shared). Where waiting is not allowed, a lock that is not free at once
-- raises lock_not_available.
CREATE FUNCTION engine_lock_stock(p_tenant int, p_items text[], p_initial bigint[], p_wait boolean)
RETURNS TABLE (item text, remaining bigint)
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
    before text := current_setting('lock_timeout');
    made text[];
BEGIN
    IF NOT p_wait THEN
        PERFORM set_config('lock_timeout', '1ms', true);
    END IF;
    WITH w AS (
        INSERT INTO stock AS s (tenant_id, item, initial, remaining)
        SELECT p_tenant, k.item, greatest(k.initial, 0), greatest(k.initial, 0)
        FROM unnest(p_items, p_initial) WITH ORDINALITY AS k (item, initial, place) ORDER BY k.place
        ON CONFLICT (tenant_id, item) DO UPDATE SET remaining = s.remaining WHERE false
        RETURNING s.item
    ) SELECT array_agg(w.item) INTO made FROM w;
    IF NOT p_wait THEN
        PERFORM set_config('lock_timeout', before, true);
    END IF;
    IF made IS NOT NULL THEN
        DELETE FROM stock s USING unnest(p_items, p_initial) AS k (item, initial)
        WHERE s.tenant_id = p_tenant AND s.item = k.item AND k.initial < 0 AND s.item = ANY (made);
    END IF;
    RETURN QUERY
        SELECT s.item, s.remaining FROM stock s WHERE s.tenant_id = p_tenant AND s.item = ANY (p_items);
END $$;
