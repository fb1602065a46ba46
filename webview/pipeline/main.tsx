import { render } from "preact";
import { createVsCodePort } from "../host/vscodePort.ts";
import { registerControls } from "../ui/toolkit.ts";
import { App } from "./App.tsx";
import { PipelineModel } from "./pipelineModel.ts";
import "./pipeline.css";

registerControls();
const model = new PipelineModel(createVsCodePort());
const root = document.getElementById("root");
if (root !== null) render(<App model={model} />, root);
void model.refresh();
