-- Two LeerIDs with one national number may be one child. That is a question, to both sides. The version before can run beside this one.
create table link (
  id uuid primary key default uuidv7(),
  -- the LeerID that was made first: it stays when both become one
  older_id uuid not null references pupil on delete cascade,
  newer_id uuid not null references pupil on delete cascade,
  opened_at timestamptz not null,
  -- closed: they are two children; the same pair is never asked again
  state text not null default 'open' check (state in ('open', 'linked', 'closed')),
  ended_at timestamptz,
  ended_by text,
  -- what an undo splits
  merge_id uuid references pupil_merge on delete set null,
  -- a school that no longer enrolled the child was not asked, only told: it may undo until then
  undo_school_id uuid references school on delete set null,
  undo_until timestamptz,
  -- the school of the other side, for the one that is told
  other_school_id uuid references school on delete set null,
  unique (older_id, newer_id),
  check (older_id <> newer_id),
  check ((state = 'open') = (ended_at is null))
);
create index link_of_newer on link (newer_id);
create index link_to_undo on link (undo_school_id) where undo_school_id is not null;

create table link_answer (
  link_id uuid not null references link on delete cascade,
  side text not null check (side in ('older', 'newer')),
  says text not null check (says in ('yes', 'another')),
  -- null: the pupil, or the operator
  school_id uuid references school on delete cascade,
  actor text not null,
  at timestamptz not null,
  primary key (link_id, side)
);

-- One mail a day, whichever process sends it.
create table link_mail (
  staff_id uuid primary key references staff on delete cascade,
  sent_on date not null
);

alter table link enable row level security;
alter table link_answer enable row level security;
alter table link_mail enable row level security;
create policy platform on link to leerid_platform using (true) with check (true);
create policy platform on link_answer to leerid_platform using (true) with check (true);
create policy platform on link_mail to leerid_platform using (true) with check (true);
grant select, insert, update, delete on link, link_answer, link_mail to leerid_platform;

create index enrolment_by_former_number on enrolment (former_number_hash) where former_number_bis;

-- How often applications knew both records that a link made one: the pupil is told so.
alter table pupil_merge add column known_twice integer not null default 0, add column linked boolean not null default false;
create policy sign_in on pupil_merge for select to leerid_sign_in using (linked);
grant select (id, kept_id, merged_at, split_at, linked, known_twice) on pupil_merge to leerid_sign_in;
grant select (known_twice, linked) on pupil_merge to leerid_school;

-- The numbers that schools claim of a LeerID: of now, and a bis number that a final one replaced.
create function claims_of(pupil uuid) returns setof bytea
  language sql stable security definer set search_path = public, pg_temp as $$
  select e.number_hash from enrolment e where e.pupil_id = $1 and e.number_hash is not null
  union
  select e.former_number_hash from enrolment e where e.pupil_id = $1 and e.former_number_bis and e.former_number_hash is not null;
$$;

-- Who speaks for a LeerID today: every school that enrols it; where none does, the last one that did.
create function speaks_for(pupil uuid, today date)
  returns table (school_id uuid, enrolled boolean, given_name text, family_name text, enrolment_id uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
  with theirs as (
    select e.*, upper_inf(e.during) and not is_outlived(e, today) as enrolled from enrolment e where e.pupil_id = $1
  )
  select t.school_id, true, t.given_name, t.family_name, t.id from theirs t where t.enrolled
  union all
  (select t.school_id, false, t.given_name, t.family_name, t.id from theirs t
    where not exists (select from theirs o where o.enrolled)
    order by upper_inf(t.during) desc, upper(t.during) desc, lower(t.during) desc, t.id desc limit 1);
$$;

-- Questions that stand, with what is known of each side at this moment. A yes counts as long as the school that said it speaks for its
-- side; one whose numbers differ by now is no question.
create function links_now(links uuid[], today date)
  returns table (link_id uuid, older_id uuid, newer_id uuid, opened_at timestamptz, older_enrolled boolean, newer_enrolled boolean,
    older_schools uuid[], newer_schools uuid[], older_yes boolean, newer_yes boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select l.id, l.older_id, l.newer_id, l.opened_at, o.enrolled, n.enrolled, o.schools, n.schools,
    exists (select from link_answer a where a.link_id = l.id and a.side = 'older' and a.says = 'yes'
      and (a.school_id is null or a.school_id = any (o.schools))),
    exists (select from link_answer a where a.link_id = l.id and a.side = 'newer' and a.says = 'yes'
      and (a.school_id is null or a.school_id = any (n.schools)))
  from link l
  join pupil op on op.id = l.older_id and op.merged_into is null
  join pupil np on np.id = l.newer_id and np.merged_into is null
  cross join lateral (
    select coalesce(bool_or(s.enrolled), false) as enrolled, array_agg(s.school_id order by s.enrolment_id) as schools
    from speaks_for(l.older_id, today) s) o
  cross join lateral (
    select coalesce(bool_or(s.enrolled), false) as enrolled, array_agg(s.school_id order by s.enrolment_id) as schools
    from speaks_for(l.newer_id, today) s) n
  where l.id = any (links) and l.state = 'open'
    and exists (select from claims_of(l.older_id) c (hash) join claims_of(l.newer_id) d (hash) on d.hash = c.hash);
$$;

-- How a school called a pupil last.
create function called_at(school uuid, pupil uuid) returns table (given_name text, family_name text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select e.given_name, e.family_name from enrolment e where e.pupil_id = pupil and e.school_id = school
  order by upper_inf(e.during) desc, lower(e.during) desc, e.id desc limit 1;
$$;

-- The questions that the schools of this transaction are asked now: each with its own pupil and the name of the other school, and
-- nothing else of the other side. The newer side is asked when the older one has said yes, and learns nothing before.
create function links_to_answer(today date)
  returns table (link_id uuid, side text, school_id uuid, pupil_id uuid, given_name text, family_name text, other_number text,
    other_name text, opened_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  with mine as (
    select l.id from link l join enrolment e on e.pupil_id = l.older_id where l.state = 'open' and e.school_id = any (app_school_ids())
    union
    select l.id from link l join enrolment e on e.pupil_id = l.newer_id where l.state = 'open' and e.school_id = any (app_school_ids())
  ), asked as (
    select w.link_id, w.opened_at, x.side, x.pupil_id, x.schools, x.others
    from links_now(array(select m.id from mine m), today) w
    cross join lateral (values
      ('older', w.older_id, w.older_schools, w.newer_schools, not w.older_yes),
      ('newer', w.newer_id, w.newer_schools, w.older_schools, w.older_yes and not w.newer_yes)
    ) x (side, pupil_id, schools, others, asked)
    where w.newer_enrolled and x.asked
  )
  select a.link_id, a.side, s.school_id, a.pupil_id, e.given_name, e.family_name, n.number, other.name, a.opened_at
  from asked a
  cross join lateral unnest(a.schools) s (school_id)
  cross join lateral called_at(s.school_id, a.pupil_id) e
  join school other on other.id = a.others[1]
  join school_number n on n.school_id = other.id and n.valid_until is null
  where s.school_id = any (app_school_ids());
$$;

-- Somebody who decides for the schools of this transaction answers; for both sides at once where both are theirs. What isn't asked of
-- them is left alone. Gives each link that was answered, and at which school.
create function answer_links(links uuid[], answer text, by text, at timestamptz, today date)
  returns table (link_id uuid, school_id uuid, pupil_id uuid)
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  perform from link l where l.id = any (links) and l.state = 'open' order by l.id for update;
  for round in 1..2 loop
    return query
      with asked as materialized (
        select distinct on (a.link_id) a.link_id, a.side, a.school_id, a.pupil_id
        from links_to_answer(answer_links.today) a where a.link_id = any (answer_links.links)
        order by a.link_id, a.side desc, a.school_id
      ), given as (
        insert into link_answer as kept (link_id, side, says, school_id, actor, at)
        select a.link_id, a.side, answer_links.answer, a.school_id, answer_links.by, answer_links.at from asked a
        on conflict (link_id, side) do update
          set says = excluded.says, school_id = excluded.school_id, actor = excluded.actor, at = excluded.at
        returning kept.link_id
      )
      select a.link_id, a.school_id, a.pupil_id from asked a join given g on g.link_id = a.link_id;
    exit when answer <> 'yes';
  end loop;
  update link l set state = 'closed', ended_at = answer_links.at, ended_by = by
    where answer = 'another' and l.id = any (links) and l.state = 'open'
      and exists (select from link_answer g where g.link_id = l.id and g.says = 'another');
end $$;

-- What the schools of this transaction were told of and can undo still.
create function links_told(at timestamptz)
  returns table (link_id uuid, school_id uuid, pupil_id uuid, given_name text, family_name text, other_number text, other_name text,
    linked_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select l.id, l.undo_school_id, l.older_id, e.given_name, e.family_name, n.number, s.name, l.ended_at
  from link l
  cross join lateral called_at(l.undo_school_id, l.older_id) e
  join school s on s.id = l.other_school_id
  join school_number n on n.school_id = s.id and n.valid_until is null
  join pupil_merge m on m.id = l.merge_id and m.split_at is null
  where l.undo_school_id = any (app_school_ids()) and l.state = 'linked' and l.undo_until > at;
$$;

-- The start page of a school: of both kinds the first `most` with each other school, and how many there are.
create function link_cards(today date, at timestamptz, most integer)
  returns table (kind text, id uuid, number text, school text, name text, count integer)
  language sql stable as $$
  select c.kind, c.link_id, c.other_number, c.other_name, trim(c.given_name || ' ' || c.family_name), c.count
  from (
    select x.*, count(*) over (partition by x.kind, x.other_number)::int as count,
      row_number() over (partition by x.kind, x.other_number order by x.at, x.link_id) as place
    from (
      select 'asked' as kind, q.link_id, q.other_number, q.other_name, q.given_name, q.family_name, q.opened_at as at
      from links_to_answer(today) q
      union all
      select 'told', t.link_id, t.other_number, t.other_name, t.given_name, t.family_name, t.linked_at from links_told($2) t) x) c
  where c.place <= most
  order by c.kind, c.other_name, c.other_number, c.place;
$$;

revoke all on function called_at(uuid, uuid), link_cards(date, timestamptz, integer), claims_of(uuid), speaks_for(uuid, date), links_now(uuid[], date), links_to_answer(date),
  answer_links(uuid[], text, text, timestamptz, date), links_told(timestamptz) from public;
grant execute on function claims_of(uuid), speaks_for(uuid, date), links_now(uuid[], date) to leerid_platform;
grant execute on function links_to_answer(date), answer_links(uuid[], text, text, timestamptz, date), links_told(timestamptz),
  link_cards(date, timestamptz, integer) to leerid_school;
