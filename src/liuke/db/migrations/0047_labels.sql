-- Members by label. Labels stand in the member's document, which changes with every operation: an index on it would be touched
-- each time, and with it every other index of the row. The column repeats them and is written where a member has any.
ALTER TABLE member_state ADD COLUMN labels jsonb NOT NULL DEFAULT '{}';
UPDATE member_state SET labels = (doc ->> 'labels')::jsonb WHERE doc ->> 'labels' IS NOT NULL;
CREATE INDEX member_state_labels ON member_state USING gin (labels) WHERE labels <> '{}';

-- Who has a label. Row security lets an index answer only what leaks nothing, and containment is not among that, so this runs
-- as the owner and asks for the tenant itself.
CREATE FUNCTION members_labelled(p_name text, p_value text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF p_value IS NULL THEN
        RETURN QUERY SELECT m.member_id FROM member_state m
            WHERE m.tenant_id = liuke_tenant() AND m.member_id > 0 AND m.labels <> '{}' AND m.labels ? p_name;
    ELSE
        RETURN QUERY SELECT m.member_id FROM member_state m
            WHERE m.tenant_id = liuke_tenant() AND m.member_id > 0 AND m.labels <> '{}'
                AND m.labels @> jsonb_build_object(p_name, p_value);
    END IF;
END $$;
