import { ChartsView } from "../charts/ChartsView.tsx";
import { useStore } from "../host/store.ts";
import { MediaView } from "../media/MediaView.tsx";
import { Tabs } from "../ui/Tabs.tsx";
import { CompareView } from "./CompareView.tsx";
import { DetailsView } from "./DetailsView.tsx";
import type { PanelModel } from "./panelModel.ts";

const panelId = "sx-detail";

/** What is known of the selected runs, from four sides. */
export function Detail({ model }: { readonly model: PanelModel }) {
  const tab = useStore(model.layout, (layout) => layout.tab);
  const count = useStore(model.layout, (layout) => layout.selected.length);
  const badge = count > 1 ? { badge: String(count) } : {};
  return (
    <>
      <Tabs
        label="Selected runs"
        panelId={panelId}
        selected={tab}
        tabs={[
          { id: "charts", label: "Charts" },
          { id: "compare", label: "Compare", ...badge },
          { id: "details", label: "Details" },
          { id: "media", label: "Media" },
        ]}
        onSelect={(id) => model.layout.set({ tab: id })}
      />
      <div
        id={panelId}
        class="sx-detail"
        role="tabpanel"
        aria-labelledby={`${panelId}-tab-${tab}`}
        tabIndex={-1}
      >
        {tab === "charts" && <ChartsView model={model} />}
        {tab === "compare" && <CompareView model={model} />}
        {tab === "details" && <DetailsView model={model} />}
        {tab === "media" && <MediaView model={model} />}
      </div>
    </>
  );
}
