// The element's words in English.

export const ENGLISH = {
  // States, in one or two words.
  connecting: 'Connecting',
  queued: 'Queued',
  running: 'Running',
  cancelling: 'Cancelling',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  timed_out: 'Timed out',
  lost: 'Lost',
  refused: 'Refused',
  unreachable: 'Not reached',
  reconnecting: 'Reconnecting',
  silent: 'No news',
  finished: 'finished',
  stopped: 'stopped',

  // How a run ended: `how` is one of the states above.
  ended_in: '{how} in {time}',
  ended_after: '{how} after {time}',
  ended_because: '{ended} {reason}',
  requested: 'on request',
  disconnected: 'because nobody watched any more',
  shutdown: 'because the server was shutting down',
  worker_lost: 'because the process that executed it is gone',
  caused_by: 'caused by: {cause}',

  // Why a server refused.
  refusal: 'The server refused. {meaning} ({status}).',
  refusal_400: 'A parameter is missing or wrong',
  refusal_401: 'It wants you to sign in',
  refusal_403: 'You are not allowed to',
  refusal_404: 'It has no such job or run',
  refusal_405: 'The job does not take this kind of request',
  refusal_422: 'A parameter is missing or wrong',
  refusal_429: 'Too much is running already; try again later',
  refusal_503: 'It is too busy or is shutting down; try again later',
  mistake: '{detail} (expected: {expected})',
  request: 'request',
  no_address: 'There is no address: `src` is empty.',
  withdrawn: 'Withdrawn, before the server has answered.',
  no_reason: 'The server does not say why.',
  not_a_job: 'It is not the address of a job',
  given_up: 'The server could not be reached for a minute, so nothing was started.',

  // What goes on.
  now_connecting: 'Connecting…',
  now_cancelling: 'Cancelling…',
  waiting: 'Waiting',
  waiting_in_queue: 'Waiting, number {position} of {size}',
  now_reconnecting: 'Connection lost, reconnecting…',
  no_news: 'No news for {time}, reconnecting…',
  could_not_connect: 'Could not connect, trying again…',
  not_allowed: 'The server is there, but it has no such address, or does not allow pages of {origin}, or not with these headers. '
    + 'To allow them, it names that origin with `allow_origin`.',
  perhaps_not_allowed: 'The server may be away, or it does not allow pages of {origin}, or not with these headers. '
    + "The browser's console says more.",
  could_not_cancel: 'Could not cancel: {why}.',
  cannot_be_reached: 'the server cannot be reached',
  answered: 'the server answered {status}',

  // Buttons.
  cancel: 'Cancel',
  retry: 'Retry',
  run_again: 'Run again',
  copy: 'Copy',
  copied: 'Copied',
  could_not_copy: 'Could not copy',
  copy_log: 'Copy the log',
  copy_result: 'Copy the result',
  download: 'Download',
  download_log: 'Download the log',
  download_result: 'Download the result',
  show_all: 'Show all {count}',
  show_less: 'Show less',

  // Bars.
  progress: 'progress',
  tasks: 'Tasks',
  percent: '{percent} %',
  per_second: '{amount}/s',
  time_left: '{time} left',
  milliseconds: '{count} ms',
  seconds: '{count} s',
  minutes: '{minutes} min {seconds} s',
  hours: '{hours} h {minutes} min',
  days: '{days} d {hours} h',
  more_in_all: 'and {more} more, {all} in all',

  // The log, data and results.
  log: 'Log',
  result: 'Result',
  earlier_lines: { one: '{count} earlier line is not shown', other: '{count} earlier lines are not shown' },
  more: 'and {count} more',
  members: { one: '{count} member', other: '{count} members' },
  items: { one: '{count} item', other: '{count} items' },
  characters: '{text}… ({count} characters in all)',
  image: 'Image',

  // What a screen reader says.
  started: 'started',
  connected_again: 'connected again',
  said_of: '{label}: {said}',

  // Uploads.
  uploading: 'Uploading',
  all_sent: 'All is sent, waiting for the answer…',
  upload_cancelled: 'The upload was cancelled.',
  unreadable: '{name} cannot be read: choose it again.',

  // The panel of the log.
  log_keys: 'Enter goes to the first link or button in sight, the arrow keys up and down to the one before or after it, Escape back to the log.',
  search_log: 'Search the log',
  search: 'Search',
  previous_match: 'Previous match',
  next_match: 'Next match',
  levels: 'Levels',
  least_trace: 'All levels',
  least_debug: 'Debug and above',
  least_info: 'Info and above',
  least_warn: 'Warnings and errors',
  least_error: 'Errors',
  full_height: 'Full height',
  unfold: { one: '… {count} more character', other: '… {count} more characters' },
  new_lines: { one: '↓ {count} new line', other: '↓ {count} new lines' },
  lines: { one: '{count} line', other: '{count} lines' },
  position: '{index} of {all}',
  some_lines: '{some} of {all} lines',
  characters_in_all: '… ({all} characters in all)',

};
