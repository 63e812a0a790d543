-- How a kept file is to be read, as a person said; and the lines of it that were told when it came and were taken out with its passwords, so
-- that they are told again when it is compared again: line, code and what fills the words in, never a word of the file.
-- The version before can run on this schema: it leaves both empty, and reads files as it did.
alter table roster_file
  add column choices jsonb not null default '{}',
  add column lost jsonb not null default '[]';

-- Whose list a file with these headers is, as a person said or as it was recognised when its columns were chosen. Null: chosen by the
-- version before, which did not know columns with the school, the days of an enrolment or who has left: these are recognised.
alter table roster_columns add column package text;
