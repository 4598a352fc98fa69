-- begin

-- savepoint

-- undone

-- rollback
