-- Money that others move is listed by its state and its latest change.
CREATE INDEX shared_payout ON shared (tenant_id, updated_us DESC, key DESC) WHERE kind = 'payout';
CREATE INDEX shared_payout_open ON shared (tenant_id, (doc->>'status')) WHERE kind = 'payout';
