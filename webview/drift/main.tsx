import { render } from "preact";
import { createVsCodePort } from "../host/vscodePort.ts";
import { registerControls } from "../ui/toolkit.ts";
import { App } from "./App.tsx";
import { DriftModel } from "./driftModel.ts";
import "./drift.css";
import "./answer.css";
import "./features.css";
import "./parts.css";
import "./charts.css";

registerControls();
const model = new DriftModel(createVsCodePort());
const root = document.getElementById("root");
if (root !== null) render(<App model={model} />, root);
void model.refresh();
