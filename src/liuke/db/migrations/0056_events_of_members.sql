-- What a member's event said is read with their history, with an order, at an erasure and for an address: without an index each
-- of these reads whole months of everybody's events.
CREATE INDEX event_member ON event (member_id, t_us);
