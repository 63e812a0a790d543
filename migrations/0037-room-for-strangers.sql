-- What somebody stores of whom nothing is known yet (a sign-in that was begun, a pushed request, a sign-out that waits for its form) takes up
-- room of their network: the oldest of a network goes when its room is full. `room` is a keyed digest of the network; rows of people who
-- are signed in have none. Where Redis keeps this state, nothing of it stands here.
-- The version before runs on: it leaves the columns empty, and what it stores goes by its time.
alter table oidc_artifact
  add column room text,
  add column bytes integer,
  add column saved_at timestamptz;
create index oidc_artifact_of_room on oidc_artifact (room, saved_at) where room is not null;
