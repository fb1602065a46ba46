import { catboostFormat } from "./catboost/catboostFormat.ts";
import { deepspeedFormat } from "./deepspeed/deepspeedFormat.ts";
import { fastaiFormat } from "./fastai/fastaiFormat.ts";
import { filesFormat } from "./files/filesFormat.ts";
import { kerasFormat } from "./keras/kerasFormat.ts";
import { lightningFormat } from "./lightning/lightningFormat.ts";
import { stableBaselines3Format } from "./stableBaselines3/stableBaselines3Format.ts";
import { timmFormat } from "./timm/timmFormat.ts";
import { ultralyticsFormat } from "./ultralytics/ultralyticsFormat.ts";
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
  lightningFormat,
  ultralyticsFormat,
  timmFormat,
  stableBaselines3Format,
  catboostFormat,
  deepspeedFormat,
  fastaiFormat,
  kerasFormat,
  // Behind the frameworks that write event files beside their own.
  tensorboardFormat,
  // A guess by what files hold: after all that know their own.
  filesFormat,
];
