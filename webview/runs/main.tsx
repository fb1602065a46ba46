import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import { watchTheme } from "../charts/chartTheme.ts";
import { createVsCodePort } from "../host/vscodePort.ts";
import { registerControls } from "../ui/toolkit.ts";
import { App } from "./App.tsx";
import { PanelModel } from "./panelModel.ts";
import "./runs.css";

registerControls();
watchTheme();
const model = new PanelModel(createVsCodePort());
const root = document.getElementById("root");
if (root !== null) render(<App model={model} />, root);
void model.start();
