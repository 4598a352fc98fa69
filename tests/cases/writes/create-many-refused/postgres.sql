-- begin

-- rollback
