-- What was measured of a request before it was decided, next to its score.
ALTER TABLE risk_score ADD COLUMN features json;

-- The queue of reviews: what is open by how risky it was found, everything else by time.
CREATE INDEX shared_review ON shared (tenant_id, (doc->>'status'), ((doc->>'score')::int), ((doc->>'opened_us')::bigint), key)
    WHERE kind = 'review';
