-- Roles belong to the whole database server, so another database may have made them already.
-- None of them can log in: the process connects with its own user and takes one of these at connection time.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['leerid_platform', 'leerid_sign_in', 'leerid_school'] loop
    begin
      execute format('create role %I nologin', wanted);
    exception when duplicate_object or unique_violation then
      null;
    end;
    execute format('grant %I to current_user', wanted);
  end loop;
end $$;
grant usage on schema public to leerid_platform, leerid_sign_in, leerid_school;

-- The schools that this transaction may see. A missing or empty setting is no school at all.
create function app_school_ids() returns uuid[] language sql stable
  return string_to_array(nullif(current_setting('app.school_ids', true), ''), ',')::uuid[];
