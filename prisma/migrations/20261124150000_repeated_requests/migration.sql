-- Answers are kept sealed, because one may hold a secret; an attempt that died can be taken over.
ALTER TABLE idempotency_keys DROP COLUMN response;
ALTER TABLE idempotency_keys ADD COLUMN response_box bytea;
ALTER TABLE idempotency_keys ADD COLUMN claimed_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
