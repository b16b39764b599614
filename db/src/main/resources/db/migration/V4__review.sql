-- Review and write-back: decisions on findings, signed reports and their addenda, deliveries.

ALTER TABLE finding
    ADD COLUMN tracking_uid text CHECK (tracking_uid ~ '^[0-9.]{1,64}$'),
    ADD COLUMN decision     text CHECK (decision IN ('ACCEPTED', 'REJECTED')),
    ADD COLUMN decided_by   text,
    ADD COLUMN decided_at   timestamptz,
    ADD CHECK ((decision IS NULL) = (decided_by IS NULL)),
    ADD CHECK ((decision IS NULL) = (decided_at IS NULL));

ALTER TABLE report_version
    DROP CONSTRAINT report_version_status_check,
    ADD CHECK (status IN ('DRAFT', 'SIGNED', 'ADDENDUM')),
    ADD COLUMN amends_id bigint REFERENCES report_version,
    ADD COLUMN told_findings jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(told_findings) = 'array'),
    ADD CHECK ((status = 'ADDENDUM') = (amends_id IS NOT NULL));

-- A report is signed once; what follows are addenda.
CREATE UNIQUE INDEX one_signature_a_report ON report_version (analysis_id, language)
    WHERE status = 'SIGNED';

CREATE SEQUENCE delivery_seq INCREMENT BY 50;

CREATE TABLE delivery (
    id                 bigint PRIMARY KEY,
    version            integer     NOT NULL,
    report_version_id  bigint      NOT NULL REFERENCES report_version,
    study_instance_uid text        NOT NULL CHECK (study_instance_uid ~ '^[0-9.]{1,64}$'),
    target             text        NOT NULL,
    state              text        NOT NULL CHECK (state IN ('QUEUED', 'SENT', 'COMMITTED', 'FAILED')),
    reason             text,
    attempts           integer     NOT NULL CHECK (attempts >= 0),
    queued_at          timestamptz NOT NULL,
    sent_at            timestamptz,
    took_ms            bigint CHECK (took_ms >= 0),
    commitment_uid     text UNIQUE CHECK (commitment_uid ~ '^[0-9.]{1,64}$'),
    committed_at       timestamptz,
    instances          jsonb       NOT NULL CHECK (jsonb_typeof(instances) = 'array'),
    UNIQUE (report_version_id, target),
    CHECK (state <> 'FAILED' OR reason IS NOT NULL),
    CHECK (state NOT IN ('SENT', 'COMMITTED') OR sent_at IS NOT NULL)
);
CREATE INDEX delivery_of_study ON delivery (study_instance_uid, queued_at DESC);
