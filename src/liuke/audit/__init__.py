"""The audit log: who did what in the administration of a tenant, written in the transaction of the act itself."""
