-- A scope of a transaction that crosses organizations: it may read which organizations' keys are wrapped by which master key, and nothing else.
CREATE FUNCTION in_rewrapping() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.rewrapping', true), '') = 'on';
CREATE POLICY rewrapping ON organization_keys FOR SELECT USING ((SELECT in_rewrapping()));
