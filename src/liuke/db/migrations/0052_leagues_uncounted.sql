-- A league has so few members that its ranks are counted plainly: what changes in it is not written down beside.

CREATE OR REPLACE FUNCTION board_note_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO board_change (tenant_id, board, period, band, lead, reached_us, member_id, count)
    SELECT tenant_id, board, period, band, lead, reached_us, member_id, 1 FROM new_rows
    WHERE listed AND NOT starts_with(band, '~');
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION board_note_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO board_change (tenant_id, board, period, band, lead, reached_us, member_id, count)
    SELECT tenant_id, board, period, band, lead, reached_us, member_id, -1 FROM old_rows
    WHERE listed AND NOT starts_with(band, '~')
    UNION ALL
    SELECT tenant_id, board, period, band, lead, reached_us, member_id, 1 FROM new_rows
    WHERE listed AND NOT starts_with(band, '~');
    RETURN NULL;
END $$;

DELETE FROM board_change WHERE starts_with(band, '~');
DELETE FROM board_bucket WHERE starts_with(band, '~');
