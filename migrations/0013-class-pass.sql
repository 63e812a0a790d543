-- A teacher lets one pupil of a class in, once: to a new secret on the pupil's own screen, or to a sign-in for this lesson. The code that
-- the pupil types is computed from the id under a key that is not in the database: nothing here lets anybody in. Purged after a day.
create table class_pass (
  id uuid primary key default uuidv7(),
  school_id uuid not null references school on delete cascade,
  class_group_id uuid not null references class_group on delete cascade,
  pupil_id uuid not null references pupil on delete cascade,
  -- who gave it: it dies with that person's role
  staff_id uuid not null references staff on delete cascade,
  gives text not null check (gives in ('words', 'password', 'lesson')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- codes that were typed for this pupil, right or wrong
  tries integer not null default 0,
  used_at timestamptz,
  ended_at timestamptz
);
-- The newest replaces the one before it.
create unique index one_open_pass on class_pass (pupil_id, school_id) where used_at is null and ended_at is null;
create index class_pass_of_class on class_pass (class_group_id, pupil_id, created_at desc);
create index class_pass_of_staff on class_pass (staff_id);
create index class_pass_by_age on class_pass (created_at);

-- Whether somebody of staff may help the pupils of a class at this moment: as its teacher, or as admin of the school or of its group.
create function may_help_class(helper uuid, class uuid) returns boolean language sql stable
  begin atomic
    select exists (
      select from class_group g
      join school s on s.id = g.school_id and s.status = 'active'
      join staff_role r on r.staff_id = helper
        and (r.role = 'teacher' and r.school_id = g.school_id and r.class_name = g.name
          or r.role = 'school-admin' and r.school_id = g.school_id
          or r.role = 'group-admin' and r.school_group_id = s.school_group_id)
      join staff w on w.id = r.staff_id and w.status = 'active'
      where g.id = class);
  end;

alter table class_pass enable row level security;
create policy platform on class_pass to leerid_platform using (true) with check (true);
create policy sign_in on class_pass to leerid_sign_in using (true) with check (true);
create policy own_school on class_pass for select to leerid_school using (school_id = any ((select app_school_ids())::uuid[]));
create policy own_school_change on class_pass for update to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
-- A forgotten check can't let anybody in: the giver must have the class, and the pupil must be in it.
create policy own_class on class_pass for insert to leerid_school with check (
  school_id = any ((select app_school_ids())::uuid[])
  and may_help_class(staff_id, class_group_id)
  and exists (
    select from class_membership m
    where m.class_group_id = class_pass.class_group_id and m.pupil_id = class_pass.pupil_id and m.school_id = class_pass.school_id)
);
grant select, insert, update, delete on class_pass to leerid_platform;
grant select, insert, update (used_at, ended_at) on class_pass to leerid_school;
-- the sign-in path counts what is typed; using one up is the school's own deed
grant select, update (tries) on class_pass to leerid_sign_in;
