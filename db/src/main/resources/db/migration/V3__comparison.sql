-- Growth against an earlier examination: what came of the comparison, with the analysis it belongs
-- to; and who issued a patient's id, because the same id of another issuer is another patient.
ALTER TABLE analysis
    ADD COLUMN comparison jsonb CHECK (jsonb_typeof(comparison) = 'object');

ALTER TABLE study
    ADD COLUMN issuer_of_patient_id text;

CREATE INDEX study_of_patient ON study (patient_id, study_date_time DESC);
