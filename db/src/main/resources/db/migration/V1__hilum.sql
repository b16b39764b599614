-- The whole schema of Hilum. Flyway owns it, Hibernate only validates it.
-- Ids come from sequences that Hibernate takes 50 at a time.

CREATE SEQUENCE study_seq INCREMENT BY 50;
CREATE SEQUENCE series_seq INCREMENT BY 50;
CREATE SEQUENCE analysis_seq INCREMENT BY 50;
CREATE SEQUENCE finding_seq INCREMENT BY 50;
CREATE SEQUENCE report_version_seq INCREMENT BY 50;
CREATE SEQUENCE audit_entry_seq INCREMENT BY 50;
CREATE SEQUENCE dead_letter_seq INCREMENT BY 50;
CREATE SEQUENCE app_user_seq INCREMENT BY 50;

CREATE TABLE study (
    id                         bigint PRIMARY KEY,
    version                    integer     NOT NULL,
    study_instance_uid         text        NOT NULL UNIQUE CHECK (study_instance_uid ~ '^[0-9.]{1,64}$'),
    patient_id                 text,
    patient_name               text,
    patient_sex                text,
    patient_birth_date         date,
    accession_number           text,
    study_date_time            timestamp,
    description                text,
    source                     text        NOT NULL,
    status                     text        NOT NULL CHECK (status IN
        ('WAITING', 'RETRIEVING', 'RECEIVED', 'QUEUED', 'ANALYSING', 'READY', 'REFUSED', 'FAILED')),
    status_detail              text        NOT NULL,
    progress_percent           integer     NOT NULL CHECK (progress_percent BETWEEN 0 AND 100),
    priority                   text        NOT NULL CHECK (priority IN ('STAT', 'ROUTINE')),
    content_hash               text CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    expected_instances         integer CHECK (expected_instances >= 0),
    received_instances         integer     NOT NULL CHECK (received_instances >= 0),
    received_at                timestamptz NOT NULL,
    updated_at                 timestamptz NOT NULL,
    chosen_series_instance_uid text
);
CREATE INDEX study_newest ON study (received_at DESC, id DESC);
CREATE INDEX study_by_status ON study (status, received_at DESC);

CREATE TABLE series (
    id                  bigint PRIMARY KEY,
    version             integer NOT NULL,
    study_id            bigint  NOT NULL REFERENCES study,
    series_instance_uid text    NOT NULL CHECK (series_instance_uid ~ '^[0-9.]{1,64}$'),
    modality            text    NOT NULL,
    number              integer,
    description         text,
    kernel              text,
    slice_thickness_mm  double precision CHECK (slice_thickness_mm > 0),
    instances           integer NOT NULL CHECK (instances >= 0),
    covered_mm          double precision CHECK (covered_mm >= 0),
    chosen              boolean NOT NULL,
    decision            jsonb   NOT NULL CHECK (jsonb_typeof(decision) = 'array'),
    UNIQUE (study_id, series_instance_uid)
);
CREATE UNIQUE INDEX one_chosen_series_a_study ON series (study_id) WHERE chosen;

CREATE TABLE analysis (
    id                  bigint PRIMARY KEY,
    version             integer     NOT NULL,
    study_id            bigint      NOT NULL REFERENCES study,
    series_instance_uid text CHECK (series_instance_uid ~ '^[0-9.]{1,64}$'),
    content_hash        text        NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    model_name          text        NOT NULL,
    model_version       text        NOT NULL,
    model_precision     text        NOT NULL,
    status              text        NOT NULL CHECK (status IN ('RUNNING', 'ANALYSED', 'REFUSED', 'FAILED')),
    refusal_code        text,
    message             text,
    started_at          timestamptz NOT NULL,
    finished_at         timestamptz,
    timings_ms          jsonb       NOT NULL CHECK (jsonb_typeof(timings_ms) = 'array'),
    history             jsonb       NOT NULL CHECK (jsonb_typeof(history) = 'object'),
    UNIQUE (study_id, content_hash, model_version),
    CHECK ((status = 'RUNNING') = (finished_at IS NULL)),
    CHECK ((status = 'REFUSED') = (refusal_code IS NOT NULL)),
    CHECK (status NOT IN ('REFUSED', 'FAILED') OR message IS NOT NULL)
);
CREATE INDEX analysis_of_study ON analysis (study_id, started_at DESC);

CREATE TABLE finding (
    id                     bigint PRIMARY KEY,
    version                integer          NOT NULL,
    analysis_id            bigint           NOT NULL REFERENCES analysis,
    number                 integer          NOT NULL CHECK (number > 0),
    center_x_mm            double precision NOT NULL,
    center_y_mm            double precision NOT NULL,
    center_z_mm            double precision NOT NULL,
    long_axis_mm           double precision NOT NULL CHECK (long_axis_mm >= 0),
    short_axis_mm          double precision NOT NULL CHECK (short_axis_mm >= 0),
    volume_mm3             double precision NOT NULL CHECK (volume_mm3 >= 0),
    nodule_probability     double precision NOT NULL CHECK (nodule_probability BETWEEN 0 AND 1),
    malignancy_probability double precision NOT NULL CHECK (malignancy_probability BETWEEN 0 AND 1),
    malignancy_low         double precision NOT NULL CHECK (malignancy_low BETWEEN 0 AND 1),
    malignancy_high        double precision NOT NULL CHECK (malignancy_high BETWEEN 0 AND 1),
    attributes             jsonb            NOT NULL CHECK (jsonb_typeof(attributes) = 'object'),
    side                   text CHECK (side IN ('LEFT', 'RIGHT')),
    zone                   text CHECK (zone IN ('UPPER', 'MIDDLE', 'LOWER')),
    experts                jsonb            NOT NULL CHECK (jsonb_typeof(experts) = 'array'),
    vision_share           double precision NOT NULL CHECK (vision_share BETWEEN 0 AND 1),
    text_share             double precision NOT NULL CHECK (text_share BETWEEN 0 AND 1),
    mask_box               jsonb CHECK (jsonb_typeof(mask_box) = 'object'),
    mask_bits              bytea,
    UNIQUE (analysis_id, number),
    CHECK (malignancy_low <= malignancy_high),
    CHECK ((side IS NULL) = (zone IS NULL)),
    CHECK ((mask_box IS NULL) = (mask_bits IS NULL))
);

CREATE TABLE report_version (
    id             bigint PRIMARY KEY,
    analysis_id    bigint      NOT NULL REFERENCES analysis,
    language       text        NOT NULL CHECK (language IN ('zh-CN', 'en')),
    version_number integer     NOT NULL CHECK (version_number > 0),
    status         text        NOT NULL CHECK (status IN ('DRAFT')),
    title          text        NOT NULL,
    sections       jsonb       NOT NULL CHECK (jsonb_typeof(sections) = 'array'),
    html           text        NOT NULL,
    author         text        NOT NULL,
    created_at     timestamptz NOT NULL,
    UNIQUE (analysis_id, language, version_number)
);

CREATE TABLE audit_entry (
    id                 bigint PRIMARY KEY,
    occurred_at        timestamptz NOT NULL,
    actor              text        NOT NULL,
    action             text        NOT NULL,
    study_instance_uid text,
    detail             jsonb       NOT NULL CHECK (jsonb_typeof(detail) = 'object')
);
CREATE INDEX audit_of_study ON audit_entry (study_instance_uid, occurred_at DESC);
CREATE INDEX audit_newest ON audit_entry (occurred_at DESC, id DESC);

CREATE TABLE dead_letter (
    id                 bigint PRIMARY KEY,
    version            integer     NOT NULL,
    route              text        NOT NULL,
    study_instance_uid text,
    body               text,
    headers            jsonb       NOT NULL CHECK (jsonb_typeof(headers) = 'object'),
    reason             text        NOT NULL,
    stack_trace        text        NOT NULL,
    attempts           integer     NOT NULL CHECK (attempts >= 1),
    created_at         timestamptz NOT NULL,
    retried_at         timestamptz,
    resolved_at        timestamptz
);
CREATE INDEX dead_letter_open ON dead_letter (created_at DESC, id DESC) WHERE resolved_at IS NULL;
CREATE INDEX dead_letter_of_study ON dead_letter (study_instance_uid);

CREATE TABLE app_user (
    id                   bigint PRIMARY KEY,
    version              integer     NOT NULL,
    username             text        NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9._-]{1,64}$'),
    password_hash        text        NOT NULL,
    role                 text        NOT NULL CHECK (role IN ('RADIOLOGIST', 'ADMIN')),
    must_change_password boolean     NOT NULL,
    enabled              boolean     NOT NULL,
    created_at           timestamptz NOT NULL
);

-- What was written to these tables stays as it was: a correction is a new row.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_entry_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER report_version_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON report_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
