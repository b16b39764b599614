-- Whether the newest analysis of a study has a signed report is kept with the study: every open
-- worklist asks it of all studies. The database keeps it itself, whoever signs or analyses.
ALTER TABLE study
    ADD COLUMN signed boolean NOT NULL DEFAULT false;

CREATE FUNCTION has_signed_report(a_study bigint) RETURNS boolean LANGUAGE sql STABLE AS
$$
    SELECT EXISTS (
        SELECT FROM report_version
        WHERE status = 'SIGNED'
          AND analysis_id = (SELECT id FROM analysis WHERE study_id = a_study
                             ORDER BY started_at DESC, id DESC LIMIT 1))
$$;

UPDATE study SET signed = true WHERE has_signed_report(id);

CREATE FUNCTION keep_signed() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    a_study bigint;
BEGIN
    IF TG_TABLE_NAME = 'analysis' THEN
        a_study := NEW.study_id;
    ELSE
        SELECT study_id INTO a_study FROM analysis WHERE id = NEW.analysis_id;
    END IF;
    -- A signature and an analysis that starts at the same time wait for each other here, and the
    -- second sees the first.
    PERFORM FROM study WHERE id = a_study FOR NO KEY UPDATE;
    UPDATE study SET signed = has_signed_report(a_study) WHERE id = a_study;
    RETURN NULL;
END
$$;

CREATE TRIGGER analysis_started
    AFTER INSERT ON analysis
    FOR EACH ROW EXECUTE FUNCTION keep_signed();

CREATE TRIGGER analysis_restarted
    AFTER UPDATE OF started_at ON analysis
    FOR EACH ROW WHEN (OLD.started_at <> NEW.started_at) EXECUTE FUNCTION keep_signed();

CREATE TRIGGER report_signed
    AFTER INSERT ON report_version
    FOR EACH ROW WHEN (NEW.status = 'SIGNED') EXECUTE FUNCTION keep_signed();
