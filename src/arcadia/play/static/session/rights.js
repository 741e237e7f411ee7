// @ts-check
/** @typedef {import("arcadia/play/session/model.js").Model} Model */

/**
 * Everything that is true of the viewer and the session now; the server decides the same (play/pages/rights.py).
 * @param {Model} model
 * @returns {Set<string>}
 */
export function rightsOf(model) {
  const view = model.view;
  const claims = { ...ofSession(model), ...ofSeat(model) };
  if (claims.player && view) {
    const isHarmless = (view.settings.sight ?? "open") === "open" && (view.settings.ownership ?? "shared") === "shared";
    claims.choosing = view.settings.teams !== "one" && (isHarmless || model.moment() === "waiting");
  }
  return new Set(Object.keys(claims).filter((word) => claims[word]));
}

/**
 * @param {Model} model
 * @returns {Record<string, boolean>}
 */
function ofSession(model) {
  const view = model.view;
  if (!view) return {};
  const moment = model.moment();
  const isUntouched = view.teams.every((team) => !team.squares);
  const bestOf = view.settings.best_of;
  return {
    "open-door": !view.is_locked,
    "locked-door": view.is_locked === true,
    covered: view.settings.covered === true && moment === "waiting",
    "first-start": moment === "countdown" && !view.clock.elapsed && isUntouched,
    changeable: view.clock.phase === "waiting" || (view.settings.quick === true && view.clock.phase === "started" && isUntouched),
    unsettled: moment === "finished" && !view.is_final,
    unwinnable: view.is_unwinnable === true,
    "series-open": bestOf === undefined || Math.max(0, ...Object.values(view.tally ?? {})) <= Math.floor(bestOf / 2),
  };
}

/**
 * @param {Model} model
 * @returns {Record<string, boolean>}
 */
function ofSeat(model) {
  const me = model.me;
  const view = model.view;
  if (!me || !view) return {};
  const role = me.role ?? "player";
  const isHost = view.host === me.n;
  const deals = view.settings.who_deals ?? "host";
  return {
    seat: true,
    host: isHost,
    judge: isHost || role === "referee",
    player: role === "player",
    watcher: role !== "player",
    referee: role === "referee",
    "all-seeing": role === "referee" || role === "caster",
    "in-play": role === "player" && me.team !== undefined && !model.team(me.team)?.is_out,
    undoable: mayUndo(model, view.settings),
    ready: me.is_ready === true,
    unready: !me.is_ready,
    dealer: isHost || (role === "referee" && deals !== "host") || (role === "player" && deals === "players"),
  };
}

/**
 * Whether a mark of the viewer can be taken back; where there is a time for it, one that this page saw being made.
 * @param {Model} model
 * @param {import("arcadia/play/session/model.js").Settings} settings
 */
function mayUndo(model, settings) {
  if (settings.unmark === "within") return model.now() - model.markedAt <= (settings.unmark_within_s ?? 10) * 1000;
  return settings.unmark !== "never" && (model.team(model.own)?.squares ?? 0) > 0;
}

/** Shows of every tool on the page whether it applies now: `data-when` names phases, `data-needs` what one must be. @param {Model} model */
export function showTools(model) {
  const rights = rightsOf(model);
  const moment = model.moment();
  for (const place of document.querySelectorAll("[data-when]")) {
    const tool = /** @type {HTMLElement} */ (place);
    const phases = (tool.dataset.when ?? "").split(" ");
    const needs = (tool.dataset.needs ?? "").split(" ").filter(Boolean);
    const isShown = (phases.includes("any") || phases.includes(moment)) && needs.every((word) => rights.has(word));
    if (tool.hidden === isShown) tool.hidden = !isShown;
  }
}
