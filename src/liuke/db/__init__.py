"""The database: embedded PostgreSQL, connection pool, transactions, migrations, dump and restore."""
