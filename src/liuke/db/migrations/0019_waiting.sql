-- Facts that wait for what must have come before them are looked up for the whole tenant, the oldest first.
CREATE INDEX record_waiting ON record (tenant_id, t_us, member_id, key) WHERE kind = 'waiting';
