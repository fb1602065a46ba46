import type { Random } from "../ports.ts";

const adjectives =
  "able agile amber bold brave bright brisk calm candid clever cosmic crisp deft eager early fair fleet fond frank fresh gentle glad golden grand happy hardy humble jolly keen kind lively lucid lunar mellow merry mild modest neat nimble noble patient plucky polite prime proud quick quiet rapid rare ready royal rustic sharp silent silver smart smooth snug solar solid spry steady sturdy subtle sunny swift tidy true vivid warm wise witty young zesty".split(
    " ",
  );

const animals =
  "albatross alpaca badger bear beaver bee bison bobcat camel cat cheetah cobra condor coyote crane crow deer dingo dolphin dove dragonfly eagle egret elk falcon ferret finch fox gannet gazelle gecko gibbon goose gull hare hawk heron horse ibex ibis jackal jaguar jay kestrel kiwi koala lark lemur leopard lion lynx magpie marmot marten mole moose newt ocelot orca osprey otter owl panda parrot pelican penguin petrel pika puffin puma quail rabbit raven robin salmon seal shark sparrow squid stork swan swift tapir tern tiger toad toucan turtle viper walrus weasel whale wolf wombat wren yak zebra".split(
    " ",
  );

/** A name to remember a run by, "brave-otter"; not unique. */
export function createRunName(random: Random): string {
  return `${pick(adjectives, random)}-${pick(animals, random)}`;
}

function pick(words: readonly string[], random: Random): string {
  return words[Math.floor(random.next() * words.length)] ?? "run";
}
