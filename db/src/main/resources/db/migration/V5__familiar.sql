-- Whether the model learnt from anything like a finding; nobody asked of those found before.

ALTER TABLE finding
    ADD COLUMN familiar boolean NOT NULL DEFAULT true;
