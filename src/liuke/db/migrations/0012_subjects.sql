-- An activity is a subject too: its row, its operations, events and records stand beside the members', under a negative
-- number. Whoever lists or counts members must not meet them, so they are seen only in a transaction that asks for them.

CREATE FUNCTION liuke_subjects() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('liuke.subjects', true) = 'on', false);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['member_state', 'operation', 'event', 'record'] LOOP
        EXECUTE format(
            'ALTER POLICY tenant_rows ON %I '
            'USING (tenant_id = (SELECT liuke_tenant()) AND (member_id > 0 OR (SELECT liuke_subjects()))) '
            'WITH CHECK (tenant_id = (SELECT liuke_tenant()) AND (member_id > 0 OR (SELECT liuke_subjects())))', name);
    END LOOP;
END $$;
