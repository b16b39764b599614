-- A target that keeps one report a study must not get an older version after a newer one; and what
-- was judged is told slice by slice, since further slices may come. Null for analyses of before.

ALTER TABLE delivery
    DROP CONSTRAINT delivery_state_check,
    ADD CONSTRAINT delivery_state_check
        CHECK (state IN ('QUEUED', 'SENT', 'COMMITTED', 'SUPERSEDED', 'FAILED'));

ALTER TABLE analysis
    ADD COLUMN judged_slices jsonb CHECK (jsonb_typeof(judged_slices) = 'array');
