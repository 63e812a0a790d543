-- What was done, by whom, to whom, when. Written in the transaction of the deed; never changed, dropped by age.
create table audit_event (
  id uuid not null default uuidv7(),
  at timestamptz not null,
  what text not null check (what ~ '^[a-z-]+\.[a-z-]+$'),
  actor text not null,
  school_id uuid,
  pupil_id uuid,
  details jsonb not null default '{}',
  primary key (id, at)
) partition by range (at);
create index audit_event_by_time on audit_event (at);
create index audit_event_of_pupil on audit_event (pupil_id, at) where pupil_id is not null;
create table audit_event_rest partition of audit_event default;

-- Makes the partitions of this month and the next. Run at every start and by the purge job.
create function add_audit_partitions(today date) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date;
begin
  for ahead in 0..1 loop
    first := date_trunc('month', today)::date + make_interval(months => ahead);
    begin
      execute format('create table if not exists %I partition of audit_event for values from (%L) to (%L)',
        'audit_event_' || to_char(first, 'YYYY_MM'), first, (first + interval '1 month')::date);
    exception when check_violation then
      null; -- rows of that month are already in the default partition; it goes on holding them
    end;
  end loop;
end $$;

alter table audit_event enable row level security;
create policy platform on audit_event to leerid_platform using (true) with check (true);
create policy sign_in on audit_event for insert to leerid_sign_in with check (true);
create policy own_school on audit_event for select to leerid_school using (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school_add on audit_event for insert to leerid_school
  with check (school_id = any ((select app_school_ids())::uuid[]));
grant select, insert on audit_event to leerid_platform;
grant insert on audit_event to leerid_sign_in;
grant select, insert on audit_event to leerid_school;
grant execute on function add_audit_partitions(date) to leerid_platform;
