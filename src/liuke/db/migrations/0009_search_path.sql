-- Functions with the owner's rights find the owner's tables. Without pg_temp at its end, a search path begins with it, and
-- anybody may make a temporary table there: one of a table's name, with a trigger, would have run as the owner.
DO $$
DECLARE found regprocedure;
BEGIN
    FOR found IN
        SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef ORDER BY p.oid
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', found);
    END LOOP;
END $$;
