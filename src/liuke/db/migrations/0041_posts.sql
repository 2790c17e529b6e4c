-- Posts of members: the queue that people work through, and what is shown of an activity, by time.
CREATE INDEX shared_post ON shared (tenant_id, (doc->>'status'), (doc->>'activity'), ((doc->>'since_us')::bigint), key)
    WHERE kind = 'post';
