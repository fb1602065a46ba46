/** The formats that runs are read from, by the id that is kept and shown, with their names. */
export const formatLabels = {
  sextant: "Sextant",
  tensorboard: "TensorBoard",
  mlflow: "MLflow",
  dvc: "DVC",
  dvclive: "DVCLive",
  wandb: "Weights & Biases",
  huggingface: "Hugging Face",
  lightning: "Lightning",
  keras: "Keras",
  ultralytics: "Ultralytics",
  hydra: "Hydra",
  ray: "Ray Tune",
  optuna: "Optuna",
  sacred: "Sacred",
  trackio: "trackio",
  swanlab: "SwanLab",
  mmengine: "MMEngine",
  detectron2: "Detectron2",
  timm: "timm",
  stableBaselines3: "Stable-Baselines3",
  catboost: "CatBoost",
  llamafactory: "LLaMA-Factory",
  deepspeed: "DeepSpeed",
  fastai: "fastai",
  files: "Metric files",
} as const;

export type FormatId = keyof typeof formatLabels;

export function isFormatId(text: string): text is FormatId {
  return Object.hasOwn(formatLabels, text);
}
