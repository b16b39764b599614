-- What waits to be sent is looked for every ten seconds.
CREATE INDEX delivery_unsent ON delivery (id) WHERE state IN ('QUEUED', 'FAILED');
