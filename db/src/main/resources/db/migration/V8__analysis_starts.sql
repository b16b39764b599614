-- Analyses of a study that began and did not end, not even by a failure: the process died of them.
ALTER TABLE study
    ADD COLUMN analysis_starts integer NOT NULL DEFAULT 0 CHECK (analysis_starts >= 0);
