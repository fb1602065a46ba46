import { detectron2Format } from "./detectron2/detectron2Format.ts";
import { dvcliveFormat } from "./dvclive/dvcliveFormat.ts";
import { huggingFaceFormat } from "./huggingface/huggingFaceFormat.ts";
import { hydraFormat } from "./hydra/hydraFormat.ts";
import { llamaFactoryFormat } from "./llamafactory/llamaFactoryFormat.ts";
import { mmengineFormat } from "./mmengine/mmengineFormat.ts";
import { rayFormat } from "./ray/rayFormat.ts";
import { sacredFormat } from "./sacred/sacredFormat.ts";
import type { RunFormat } from "./runFormat.ts";
import { swanlabFormat } from "./swanlab/swanlabFormat.ts";
import { tensorboardFormat } from "./tensorboard/tensorboard.ts";
import { wandbFormat } from "./wandb/wandbFormat.ts";

/** Every format whose runs are folders of files. Of two that claim the same file the first gets it. */
export const runFormats: readonly RunFormat[] = [
  // Around all others: its names and parameters come first.
  hydraFormat,
  rayFormat,
  sacredFormat,
  wandbFormat,
  swanlabFormat,
  dvcliveFormat,
  llamaFactoryFormat,
  huggingFaceFormat,
  mmengineFormat,
  detectron2Format,
  tensorboardFormat,
];
