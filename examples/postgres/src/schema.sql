CREATE TABLE schemas (
    name text PRIMARY KEY,
    document text NOT NULL,
    revision bigint NOT NULL DEFAULT 1
);

CREATE FUNCTION schema_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.revision := OLD.revision + 1;
    END IF;
    PERFORM pg_notify('schemas', NEW.name);
    RETURN NEW;
END $$;

CREATE TRIGGER schema_changed BEFORE INSERT OR UPDATE ON schemas FOR EACH ROW EXECUTE FUNCTION schema_changed();
