-- A consent that is being tested is a shadow for minutes. One that stays was left by a run that somebody ended; the worker that looks for these may see them over all organizations.
CREATE INDEX grant_shadows ON grants (created_at) WHERE status = 'shadow';
CREATE FUNCTION in_consent_shadows() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.consent_shadows', true), '') = 'on';
CREATE POLICY shadows ON grants FOR SELECT USING (status = 'shadow' AND (SELECT in_consent_shadows()));
